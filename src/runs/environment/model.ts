/** What a command ran in; the fields that were not found out are left out. */
export type RunEnvironment = {
  readonly python?: {
    readonly version: string;
    /** The environment's folder, or the program. */
    readonly folder: string;
    /** Installed packages and their versions. */
    readonly packages: Readonly<Record<string, string>>;
  };
  /** Version of the Node that ran the command. */
  readonly node?: string;
  /** `linux 6.1.0 x64` */
  readonly platform: string;
  readonly cpu?: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly gpus: readonly string[];
  /** Variables that change what a training does; secrets are not among them. */
  readonly variables: Readonly<Record<string, string>>;
};

/** What the work tree had that the commit lacks. */
export type RunPatch = {
  /** What `git diff HEAD` said, secrets taken out. */
  readonly text: string;
  /** There was more than is kept. */
  readonly cut: boolean;
  /** Secrets were taken out, so that it does not apply as it is. */
  readonly redacted: boolean;
  /** Files that git does not know and does not ignore, the first by name. */
  readonly untracked: readonly { readonly path: string; readonly size: number }[];
  readonly untrackedTotal: number;
};

/** Answer of `GET /api/fettle/1/runs/:ref/environment`; null where nothing was recorded. */
export type RecordedEnvironment = {
  readonly environment: RunEnvironment | null;
  readonly patch: RunPatch | null;
};
