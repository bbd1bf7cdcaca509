import { userInfo } from "node:os";

/** Who runs this process. */
export type CurrentUser = {
  /** The numeric user, or -1 on systems that have none. */
  readonly uid: number;
  /** The login name; the number as text where the system has no name for it, as in many containers. */
  readonly name: string;
};

/** The system user that this process runs as; one without an entry in the password file is a user too. */
export function currentUser(): CurrentUser {
  const uid = process.getuid?.() ?? -1;
  try {
    return { uid, name: userInfo().username };
  } catch {
    return { uid, name: String(uid) };
  }
}
