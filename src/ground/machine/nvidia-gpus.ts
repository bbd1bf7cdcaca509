import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The names of the graphics cards, as NVIDIA's driver for Linux tells them: a folder a card, with `Model: ...`. */
export function nvidiaGpus(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .slice(0, 64)
      .flatMap((card) => {
        const text = readFileSync(join(folder, card, "information"), "utf8");
        return /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? [];
      });
  } catch {
    return [];
  }
}
