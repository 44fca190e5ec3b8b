/** Why a page was not fetched, as a sentence for the model. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}
