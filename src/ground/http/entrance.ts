import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "#ground/clock";
import type { RequestContext } from "#ground/server";
import type { Admission } from "./admission.ts";
import { LEAST_PACE, type Pace, watchBodies } from "./body-pace.ts";
import {
  CONNECTION_LIMITS,
  type ConnectionLimits,
  type Connections,
  createConnections,
} from "./connections.ts";
import { createLingering } from "./linger.ts";
import type { Permission } from "./route.ts";

export type EntranceLimits = { readonly connections?: ConnectionLimits; readonly pace?: Pace };

/** Where connections and requests come in. What strangers may hold is bounded here, whatever they ask for. */
export type Entrance = {
  /** Opens a way in: what it gives takes each connection of it. */
  open(way: "tcp" | "socket"): (socket: Socket) => void;
  /** A request begins; false where its connection was answered for the last time. */
  begin(request: IncomingMessage, response: ServerResponse): boolean;
  /** Who asks, by `Admission.admit`. A connection is kept open for those alone who have shown that they may ask for more than the public routes. */
  admit(
    request: FastifyRequest,
    reply: FastifyReply,
    permission: Permission,
  ): Promise<RequestContext>;
  /** A request is answered with an error, maybe before anybody knows who asks, or before its body is there. */
  refuse(request: FastifyRequest, reply: FastifyReply): void;
  /** When the last request ended, ms; requests in progress count as now. */
  lastActiveAt(): number;
  close(): void;
};

export function createEntrance(
  admission: Admission,
  clock: Clock,
  { connections: limits = CONNECTION_LIMITS, pace = LEAST_PACE }: EntranceLimits = {},
): Entrance {
  const ways = new WeakMap<Socket, Connections>();
  const lingering = createLingering();
  const bodies = watchBodies(pace);
  const activity = { open: 0, endedAt: clock.now() };
  const isKnown = (socket: Socket): boolean => ways.get(socket)?.isKnown(socket) === true;
  return {
    open(way) {
      const connections = createConnections(limits);
      return (socket) => {
        ways.set(socket, connections);
        if (way === "socket") admission.trust(socket);
        else admission.arrived(socket);
        connections.add(socket);
      };
    },
    begin(request, response) {
      const { socket } = request;
      // What a client sent behind a body that was refused is no request: it can't be answered any more.
      if (lingering.has(socket)) return false;
      const connections = ways.get(socket);
      connections?.begin(socket);
      activity.open += 1;
      response.once("close", () => {
        connections?.end(socket);
        bodies.forget(request);
        activity.open -= 1;
        activity.endedAt = clock.now();
      });
      if (hasBody(request)) bodies.watch(request, response);
      return true;
    },
    async admit(request, reply, permission) {
      const { socket } = request.raw;
      let peer: RequestContext;
      const way = ways.get(socket);
      way?.ask(socket, true);
      try {
        await admission.wait(request.raw, permission);
        peer = admission.admit(request.raw, permission);
      } catch (error) {
        way?.ask(socket, false);
        reply.header("connection", "close");
        throw error;
      }
      if (isKnown(socket)) return peer;
      const by = admission.letInBy(peer);
      if (by === "anyone") reply.header("connection", "close");
      else way?.know(socket, by);
      way?.ask(socket, false);
      return peer;
    },
    refuse(request, reply) {
      if (!isKnown(request.raw.socket)) reply.header("connection", "close");
      if (hasBody(request.raw)) lingering.after(request.raw);
    },
    lastActiveAt: () => (activity.open > 0 ? clock.now() : activity.endedAt),
    close() {
      bodies.close();
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return "content-length" in headers || "transfer-encoding" in headers;
}
