export { type CurrentUser, currentUser } from "./current-user.ts";
