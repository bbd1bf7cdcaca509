import { styleText } from "node:util";
import type { Clock } from "#ground/clock";
import { count, duration } from "#ground/words";
import type { Output, Progress } from "./context.ts";

type Stream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

const silent: Progress = { advance() {}, note() {}, end() {} };

/** The words of a command, on these streams. */
export function createOutput(options: {
  stdout: Stream;
  stderr: Stream;
  json: boolean;
  clock: Clock;
}): Output {
  const { stdout, stderr, json, clock } = options;
  const terminal = stderr.isTTY === true;
  return {
    json,
    terminal,
    screen: stdout.isTTY === true,
    say(line) {
      if (!json) stdout.write(`${line}\n`);
    },
    emit(value) {
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
    tell(line) {
      if (!json) stderr.write(`${line}\n`);
    },
    warn(line) {
      stderr.write(`${styleText("yellow", "warning:", { stream: stderr })} ${line}\n`);
    },
    progress(label, total) {
      return terminal && !json ? drawProgress(stderr, clock, label, total) : silent;
    },
    style(format, text) {
      return styleText(format, text, { stream: stdout });
    },
  };
}

/** One line that is rewritten at most ten times a second. */
function drawProgress(stream: Stream, clock: Clock, label: string, total?: number): Progress {
  const startedAt = clock.now();
  let done = 0;
  let note = "";
  let drawnAt = 0;
  const draw = (): void => {
    const now = clock.now();
    if (now - drawnAt < 100) return;
    drawnAt = now;
    const seconds = (now - startedAt) / 1000;
    const rate = seconds > 0.5 ? done / seconds : 0;
    const parts = [total === undefined ? count(done) : `${count(done)} of ${count(total)}`];
    if (rate > 0) parts.push(`${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`);
    if (rate > 0 && total !== undefined)
      parts.push(`${duration(((total - done) / rate) * 1000)} left`);
    const line = `${label}  ${parts.join("  ")}  ${note}`.slice(0, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[2K${line}`);
  };
  draw();
  return {
    advance(by = 1) {
      done += by;
      draw();
    },
    note(text) {
      note = text;
      draw();
    },
    end() {
      stream.write("\r\u001b[2K");
    },
  };
}
