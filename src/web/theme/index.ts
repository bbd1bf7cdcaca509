export { chooseTheme, type Theme, tokenColour, useShade, useTheme } from "./theme.ts";
