import type { Environment } from "#ground/environment";
import { type Known, redactVariable } from "#ground/redaction";

/** Variables that change what a training does: devices, threads, seeds, caches, the place in a cluster. */
const VARIABLES =
  /^(CUDA_|NVIDIA_VISIBLE|HIP_|ROCR_|OMP_|MKL_|OPENBLAS_|NUMEXPR_|TORCH|PYTORCH_|TF_|XLA_|JAX_|NCCL_|HF_|TRANSFORMERS_|TOKENIZERS_|DATASETS_|ACCELERATE_|PYTHON(HASHSEED|PATH|UNBUFFERED|OPTIMIZE|WARNINGS)$|VIRTUAL_ENV$|CONDA_(DEFAULT_ENV|PREFIX)$|NODE_(ENV|OPTIONS)$|SLURM_(JOB|ARRAY|NODE|PROCID|NTASKS|STEP)|WORLD_SIZE$|(LOCAL_)?RANK$|MASTER_(ADDR|PORT)$|LANG$|LC_ALL$|TZ$|SEED$)/;
const VALUE_MAX = 1000;
const VARIABLES_MAX = 200;

/** The variables worth keeping, without what is secret in them by value, name or form. */
export function trainingVariables(env: Environment, known: Known): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(env)
    .filter((one) => VARIABLES.test(one))
    .sort()) {
    if (Object.keys(kept).length >= VARIABLES_MAX) break;
    kept[name] = redactVariable(name, env[name] ?? "", known).slice(0, VALUE_MAX);
  }
  return kept;
}
