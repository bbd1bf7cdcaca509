import { expect, test } from "vitest";
import { readNotebook } from "./read-notebook.ts";

const code = (outputs: unknown[]) => ({
  cell_type: "code",
  execution_count: 3,
  source: ["a = 1\n", "a"],
  outputs,
});

test("cells come with their source and what they printed", () => {
  const cells = readNotebook(
    JSON.stringify({
      cells: [
        { cell_type: "markdown", source: "# Title" },
        code([
          { output_type: "stream", name: "stderr", text: ["\u001b[31mred\u001b[0m\n"] },
          { output_type: "execute_result", data: { "text/plain": "1" } },
        ]),
      ],
    }),
  );
  expect(cells?.[0]).toMatchObject({ kind: "markdown", source: "# Title", outputs: [] });
  expect(cells?.[1]).toMatchObject({ kind: "code", source: "a = 1\na", count: 3 });
  expect(cells?.[1]?.outputs.map(({ text, bad }) => [text, bad])).toEqual([
    ["red\n", true],
    ["1", false],
  ]);
});

test("of a hostile output only a picture or its plain text is left", () => {
  const script = "<script>alert(1)</script>";
  const cells = readNotebook(
    JSON.stringify({
      cells: [
        code([
          { output_type: "display_data", data: { "text/html": script, "text/plain": "a frame" } },
          { output_type: "display_data", data: { "application/javascript": "alert(1)" } },
          { output_type: "display_data", data: { "image/png": `"><script>` } },
          { output_type: "display_data", data: { "image/svg+xml": [`<svg>${script}</svg>`] } },
        ]),
      ],
    }),
  );
  const outputs = cells?.[0]?.outputs ?? [];
  expect(outputs[0]).toEqual({ text: "a frame", image: undefined, bad: false, left: "The HTML" });
  expect(outputs[1]?.left).toBe("The script");
  expect(outputs[2]?.image).toBeUndefined();
  expect(outputs[3]?.image).toMatch(/^data:image\/svg\+xml,%3Csvg%3E/);
});

test("an older notebook has its cells in a worksheet, and other JSON is none", () => {
  const old = { worksheets: [{ cells: [{ cell_type: "code", input: "1+1", prompt_number: 2 }] }] };
  expect(readNotebook(JSON.stringify(old))?.[0]).toMatchObject({ source: "1+1", count: 2 });
  expect(readNotebook("[]")).toBeUndefined();
  expect(readNotebook("{")).toBeUndefined();
});
