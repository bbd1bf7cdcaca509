import { randomBytes } from "node:crypto";
import type { AttackedServer } from "./attacked-server.ts";
import type { RawAnswer } from "./raw-request.ts";

/** Ways to say "above this folder", as the record of MLflow's CVEs has them. */
export const CLIMBS = String.raw`
  ../ ..%2f %2e%2e/ %2e%2e%2f .%2e/ ..\ ..%5c %2e%2e%5c ..%252f %252e%252e%252f ..%25252f %c0%ae%c0%ae/ ..%c0%af
  ..;/ ..%3b/ ..%00/ ..%0d%0a/ ．．/ %ef%bc%8e%ef%bc%8e/ ....// .../ ..%20/ %20../
`
  .trim()
  .split(/[ \n]+/)
  .map((up) => up.repeat(8));
/** Ways to say "somewhere else". */
const ELSEWHERE = String.raw`
  /etc/passwd //etc/passwd %2fetc%2fpasswd file:///etc/passwd file://localhost/etc/passwd FILE:/etc/passwd file:etc/passwd
  http://127.0.0.1:1/x ftp://127.0.0.1:1/x data:,x mlflow-artifacts:/../../token mlflow-artifacts://host/../token
  models:/intent/1 runs:/x/y dbfs:/x s3://x/y jar:file:///x!/y /proc/self/root/etc/passwd /proc/self/fd/3 /dev/stdin
  C:\windows\win.ini C:/windows \\host\share a::$DATA CON nul ~/.ssh/id_rsa $HOME/x $(touch${"$"}IFS/tmp/pwned)
  --upload-pack=/tmp/pwned x?x=../../../token x#../../../token x;a=../../../token x%23..%2f a/./b ./token . ..
`
  .trim()
  .split(/[ \n]+/)
  .concat("\u0000", "a/".repeat(4000), "x".repeat(5000));
/** Links and siblings that lie beside the artifacts, see `attacked-server.ts`. */
export const PLANTED = ["../artifacts-evil/secret.txt", "..%2fartifacts-evil%2fsecret.txt"].concat(
  [0, 1, 2].flatMap((i) => [
    ...[`link-${i}`, `link-${i}/secret.txt`, `link-${i}/new.txt`],
    ...[`file-${i}.txt`, `dangling-${i}.txt`],
  ]),
);
/** All of them, as people and attackers write them. */
export const PATHS = [
  ...CLIMBS.flatMap((up) => [up, `${up}outside/secret.txt`, `${up}token`]),
  ...ELSEWHERE,
  ...PLANTED,
];

/** As a request target: what is no printable ASCII is sent in UTF-8 bytes, percent-encoded. */
export const inTarget = (path: string): string =>
  path.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter));

/** Says a path in every field and route that can name one, for reading, listing, registering and storing. */
export function askByPath(server: AttackedServer, path: string): Promise<RawAnswer[]> {
  const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  const own = "/api/fettle/1";
  const { id, artifactUri } = server.run;
  const where = artifactUri.replace("mlflow-artifacts:/", "");
  const raw = inTarget(path);
  const encoded = encodeURIComponent(path);
  return Promise.all([
    ...[`${PROXY}/${where}/`, `${PROXY}/`, `${own}/runs/${id}/artifact/`].map((prefix) =>
      server.ask({ target: prefix + raw }),
    ),
    server.ask({ target: `${own}/models/intent/versions/1/artifact/${raw}` }),
    server.ask({ target: `/assets/${raw}` }),
    server.ask({ target: `${PROXY}?path=${encoded}` }),
    server.ask({ target: `${PROXY}?path=${where}/${encoded}` }),
    server.ask({ target: `/api/2.0/mlflow/artifacts/list?run_id=${id}&path=${encoded}` }),
    server.ask({ target: `${own}/runs/${id}/artifacts?path=${encoded}` }),
    server.ask({ target: `${own}/runs/${encoded}` }),
    server.post(`${own}/models/taken/versions`, {
      requestId: randomBytes(8).toString("hex"),
      project: "p",
      runId: id,
      artifactPath: path,
    }),
    server.post(`${own}/models/taken/versions`, {
      requestId: randomBytes(8).toString("hex"),
      project: "p",
      artifactPath: path,
    }),
    server.ask({ method: "PUT", target: `${PROXY}/${raw}`, body: "x" }),
  ]);
}
