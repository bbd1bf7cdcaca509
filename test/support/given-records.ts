import type { ServerContext } from "#ground/server";
import type { Carry, Selection } from "#ground/slice";

/** What a slice gives to an export of everything, or of what is selected. */
export async function given(
  carry: Carry,
  context: ServerContext,
  more: Partial<Selection> = {},
): Promise<unknown[]> {
  const { records } = await carry.give(context, {
    ...{ project: undefined, experiment: undefined, filter: undefined, wants: () => true },
    ...{ given: () => "no", signal: new AbortController().signal, ...more },
  });
  const found: unknown[] = [];
  for await (const one of records) found.push(one);
  return found;
}
