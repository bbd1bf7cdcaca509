export { isPublicAddress } from "./addresses.ts";
export {
  type Delivery,
  type DeliveryQueue,
  type DeliveryWorld,
  problemOf,
  startDeliveries,
} from "./deliveries.ts";
export { type Outcome, type PostOptions, postOnce } from "./post.ts";
export { seal, unseal } from "./sealed.ts";
export { defineSender } from "./sender.ts";
export { webhookSettings } from "./settings.ts";
export { signedHeaders } from "./signature.ts";
export { type TargetPolicy, targetProblem } from "./target.ts";
