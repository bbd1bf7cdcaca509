export { ChangedText } from "./changed-text.tsx";
