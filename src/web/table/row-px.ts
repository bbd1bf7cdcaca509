/** Height of a row, border included; `--row` in tokens.css says the same. */
export const ROW_PX = 28;
