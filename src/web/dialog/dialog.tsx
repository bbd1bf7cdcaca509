import { type ReactNode, useEffect, useRef } from "react";

/**
 * A modal dialog on the browser's own `<dialog>`: it keeps the focus, gives it back, closes on Escape and makes the rest
 * inert. What is marked `data-first` has the focus at first. (Radix' dialog locks scrolling through a `<style>` tag, which our content policy forbids.)
 */
export function Dialog(props: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; Escape is the browser's own
    <dialog
      ref={ref}
      aria-label={props.label}
      className={`m-auto max-h-[85vh] w-[min(36rem,calc(100vw-2rem))] overflow-auto rounded-lg border border-line bg-paper text-ink shadow-float backdrop:bg-[rgb(0_0_0/40%)] ${props.className ?? ""}`}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) props.onClose();
      }}
    >
      {props.children}
    </dialog>
  );
}
