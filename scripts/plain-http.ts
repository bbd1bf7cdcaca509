/** What Fastify's server loads for servers that Fettle never makes: with them go 7 MB and a tenth of a server's start. */
const UNUSED = ["node:http2", "node:https"];

/** Leaves HTTP/2 and TLS out of Fastify, which loads both though plain HTTP alone is asked for. */
export function plainHttp() {
  return {
    name: "plain-http",
    transform(code: string, id: string) {
      return /\/fastify\/lib\/server\.js$/.test(id) ? withoutUnused(code) : undefined;
    },
  };
}

/** The same module with these names undefined. Throws where Fastify no longer loads them so: then this is to be looked at. */
export function withoutUnused(code: string): string {
  return UNUSED.reduce((text, name) => {
    const loading = `require('${name}')`;
    if (!text.includes(loading)) throw new Error(`Fastify's lib/server.js has no ${loading} now`);
    return text.replace(loading, "undefined");
  }, code);
}
