/** Tells by its name, and where that is not enough by its value, whether something is a secret. */
export type IsSecret = (name: string, value?: string) => boolean;

const ALWAYS =
  /key|token|secret|password|passwd|passphrase|pwd$|credential|authorization|^(proxy-)?auth$|^(set-)?cookie$/i;
/** What training scripts call so and is none. */
const NEVER = /tokeni[sz]|keyboard|keyword|keyframe|keypoint|keep_?alive|monkey/gi;
/** `--max-tokens 512`: a number of tokens, where the value is a number. */
const COUNTED =
  /(^|[-_.])(max|min|num|n|no|count|len|length|limit|total|new|pad|eos|bos|unk|sep|cls|mask|per|max_new|budget)[-_.]?.*tokens?|tokens?[-_.](per|count|limit|id|ids|length)|key[-_.](size|len|length|dim|bits)/i;
const NUMBER = /^[+-]?\d{1,12}(\.\d{1,12})?$/;

/** Whether a name is that of a secret: `*key*`, `*token*`, `*secret*`, `*password*` and their kin. */
export const isSecretName: IsSecret = (name, value) => {
  if (!ALWAYS.test(name.replace(NEVER, ""))) return false;
  return !(value !== undefined && COUNTED.test(name) && NUMBER.test(value.trim()));
};

/** The names above, and those that fit one of these patterns: `*session*`, where a star is any text. */
export function secretNames(patterns: readonly string[]): IsSecret {
  if (patterns.length === 0) return isSecretName;
  const own = patterns.map((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "is");
  });
  return (name, value) => {
    const plain = name.replace(/^[-+]+/, "");
    return isSecretName(name, value) || own.some((pattern) => pattern.test(plain));
  };
}
