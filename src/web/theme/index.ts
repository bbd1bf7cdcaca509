export { chooseTheme, readTheme, type Theme, tokenColour, useShade, useTheme } from "./theme.ts";
