/** What `model.provider` may be. */
export const MODEL_PROVIDERS = ["offline", "recorded", "openai"] as const;
