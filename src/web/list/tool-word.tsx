/** The word of a button in a toolbar, for which a narrow screen has no room; it is still told. */
export function ToolWord({ children }: { readonly children: string }) {
  return <span className="max-sm:sr-only">{children}</span>;
}
