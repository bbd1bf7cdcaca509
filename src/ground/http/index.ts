export { needsToken } from "./admission.ts";
export { Answer, answer } from "./answer.ts";
export { createClient, isLoopback, type ServerAddress, type ServerClient } from "./client.ts";
export { keepServer } from "./keep-server.ts";
export { createListener, type Listener, type ListenerOptions } from "./listener.ts";
export { http, nodeHttps } from "./node-http.ts";
export { isPassing, patiently } from "./patiently.ts";
export {
  type Asked,
  defineRoute,
  type Permission,
  type RequestField,
  type RequestFields,
  type Route,
  type RouteShape,
} from "./route.ts";
export { sameSecret } from "./same-secret.ts";
export { schemeOf } from "./scheme.ts";
