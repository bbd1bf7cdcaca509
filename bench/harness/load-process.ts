/** The load generator as a process of its own, so that it shares no event loop with what it measures. */
import { generate, type Load } from "./load-generator.ts";

process.on("message", (load: Load) => {
  void generate(load).then((result) => process.send?.(result, () => process.disconnect()));
});
