import { packageVersion } from "./app/home.ts";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const { runCommandLine } = await import("./app/cli.ts");
  process.exitCode = await runCommandLine(argv);
}
