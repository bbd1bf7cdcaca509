import { expect, test, vi } from "vitest";
import { showUpdate } from "./show-update.ts";

/** What is drawn and told, with the time that passed set by hand. */
function watched(terminal: boolean) {
  const lines: string[] = [];
  const output = {
    terminal,
    tell: (line: string) => void lines.push(line),
    progress: (label: string, total?: number) => {
      lines.push(`bar ${label} of ${total}`);
      return {
        advance: (by = 1) => void lines.push(`+${by}`),
        note() {},
        end: () => void lines.push("end"),
      };
    },
  };
  return { lines, show: showUpdate(output) };
}

test("an update shows how far it is after two seconds, and nothing before", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { lines, show } = watched(true);
  show(0, 9);
  vi.advanceTimersByTime(1999);
  show(2, 9);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1);
  show(3, 9);
  show(5, 9);
  show(9, 9);
  const words = "updating the store for this version of Fettle";
  expect(lines).toEqual([`bar ${words} of 9`, "+3", "+2", "+4", "end"]);
  const plain = watched(false);
  vi.advanceTimersByTime(2000);
  plain.show(1, 2);
  plain.show(1, 2);
  expect(plain.lines.filter((line) => line === words)).toHaveLength(1);
  const quick = watched(false);
  vi.advanceTimersByTime(2000);
  quick.show(1, 1);
  expect(quick.lines).toEqual([]);
  vi.useRealTimers();
});
