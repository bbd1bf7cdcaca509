import { expect, test } from "vitest";
import { trainingVariables } from "./training-variables.ts";

test("variables that change a training are kept, secrets are not", () => {
  expect(
    trainingVariables(
      {
        CUDA_VISIBLE_DEVICES: "0,1",
        HF_TOKEN: "hf_abcdefghijklmnopqrstuvwxyz",
        HF_HOME: "/data/hf",
        TOKENIZERS_PARALLELISM: "false",
        PYTHONPATH: "https://me:hunter2@host/x",
        HF_SESSION: "abc",
        AWS_SECRET_ACCESS_KEY: "x",
        HOME: "/home/ada",
      },
      { patterns: ["*session*"] },
    ),
  ).toEqual({
    CUDA_VISIBLE_DEVICES: "0,1",
    HF_HOME: "/data/hf",
    HF_SESSION: "***",
    HF_TOKEN: "***",
    PYTHONPATH: "https://me:***@host/x",
    TOKENIZERS_PARALLELISM: "false",
  });
});
