import { useId } from "react";

/** A short list to choose one from, all of it in sight; native radio buttons in a row. */
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex h-7 max-w-full shrink-0 overflow-x-auto rounded-md border border-line bg-paper">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map(({ value, label }) => (
        <label
          key={value}
          className="flex cursor-pointer items-center border-line px-2 text-sm whitespace-nowrap text-ink-soft not-first-of-type:border-l first-of-type:rounded-l-md last-of-type:rounded-r-md hover:text-ink has-checked:bg-accent-soft has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
