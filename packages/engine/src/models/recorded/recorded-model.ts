import type { Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { requestNotRecorded } from "../../errors/recording.ts";
import { findNearest } from "./find-difference.ts";
import { commonPlaces, fromPortable, type Places, toPortable } from "./portable-text.ts";
import { recordRequest } from "./recorded-request.ts";
import { appendCall, type RecordedCall, readRecording } from "./recording-file.ts";

/** What a recorded model is made of. */
export interface RecordedModelOptions {
  /** The recording, absolute. */
  readonly file: string;
  /** Directories that differ from host to host. @defaultValue the working directory, the home, the one for temporary files */
  readonly places?: Places;
  /** Answers, and is recorded; without it the recording answers. */
  readonly model?: Model;
}

/**
 * Makes a model that answers from a recording, or records another one. Strict: a request is answered when exactly it was
 * recorded, apart from the directories of the host. What was recorded several times comes in that order, then the last.
 */
export function createRecordedModel({
  file,
  places = commonPlaces(process.cwd()),
  model,
}: RecordedModelOptions): Model {
  if (model) {
    return Object.freeze({
      name: `recording:${model.name}`,
      generate: (request: ModelRequest) => record(file, places, model, request),
    });
  }
  const player = new Player(file, places);
  return Object.freeze({ name: "recorded", generate: (request: ModelRequest) => player.play(request) });
}

class Player {
  readonly #file: string;
  readonly #places: Places;
  #calls: Promise<readonly RecordedCall[]> | undefined;
  readonly #played = new Map<string, number>();

  constructor(file: string, places: Places) {
    this.#file = file;
    this.#places = places;
  }

  async *play(request: ModelRequest): AsyncGenerator<ModelChunk> {
    this.#calls ??= readRecording(this.#file);
    const calls = await this.#calls;
    const { digest, request: asked } = recordRequest(request, this.#places);
    const answers = calls.filter((call) => call.digest === digest);
    const turn = this.#played.get(digest) ?? 0;
    const answer = answers[Math.min(turn, answers.length - 1)];
    if (!answer) throw requestNotRecorded(this.#file, digest, findNearest(asked, calls));
    this.#played.set(digest, turn + 1);
    for (const chunk of answer.chunks) {
      request.signal.throwIfAborted();
      yield fromPortable(chunk, this.#places);
    }
  }
}

/** Only whole answers are recorded; they are on disk before their end is given out. */
async function* record(
  file: string,
  places: Places,
  model: Model,
  request: ModelRequest,
): AsyncGenerator<ModelChunk> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of model.generate(request)) {
    chunks.push(toPortable(chunk, places));
    if (chunk.type === "end") {
      await appendCall(file, { ...recordRequest(request, places), chunks });
      yield chunk;
      return;
    }
    yield chunk;
  }
}
