type Tagged = { readonly tags?: Readonly<Record<string, string>> };

/** Whether a registered model is a prompt: MLflow's clients say so by a tag. */
export function isPrompt({ tags }: Tagged): boolean {
  return tags?.["mlflow.prompt.is_prompt"]?.toLowerCase() === "true";
}

/** A prompt's template; undefined where a version is none. Its client keeps it in a tag. */
export function promptText({ tags }: Tagged): string | undefined {
  return tags?.["mlflow.prompt.text"];
}

/** Tags that people gave: MLflow's own say nothing more than the page says already. */
export function ownTags(tags: Tagged["tags"]): readonly (readonly [string, string])[] {
  return Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("mlflow."));
}
