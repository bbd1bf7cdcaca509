import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";

const FILE = "secrets.key";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Text as a store's database may hold it: AES-256-GCM with the key in `secrets.key` of the store, so that a copy of the
 * database alone tells no secret.
 */
export function seal(storeFolder: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(storeFolder), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** What `seal` was given; `undefined` where the store has another key by now. */
export function unseal(storeFolder: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  const iv = bytes.subarray(0, IV_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(storeFolder), iv);
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
    return Buffer.concat(text).toString("utf8");
  } catch {
    return undefined;
  }
}

/** The store's key, made on first use; readable by its owner alone. */
function keyOf(storeFolder: string): Buffer {
  const path = join(storeFolder, FILE);
  try {
    writeFileSync(path, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
  return readFileSync(path);
}
