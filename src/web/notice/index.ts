export { Boundary } from "./boundary.tsx";
export { EmptyNotice, ProblemNotice, Skeleton } from "./notice.tsx";
