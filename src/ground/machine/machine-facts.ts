import { arch, cpus, platform, release, totalmem } from "node:os";
import { nvidiaGpus } from "./nvidia-gpus.ts";

/** What this machine is, as far as it can be read off without starting anything. */
export type MachineFacts = {
  /** `linux 6.1.0 x64` */
  readonly platform: string;
  readonly cpu?: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly gpus: readonly string[];
};

/** The facts of this machine, in milliseconds. */
export function machineFacts(): MachineFacts {
  const cores = cpus();
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    ...(cores[0] === undefined ? {} : { cpu: cores[0].model.trim() }),
    cores: cores.length,
    memory: totalmem(),
    gpus: nvidiaGpus("/proc/driver/nvidia/gpus"),
  };
}
