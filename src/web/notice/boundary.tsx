import { Component, type ReactNode } from "react";
import { ProblemNotice } from "./notice.tsx";

/** Keeps the rest of the page alive when one panel throws. */
export class Boundary extends Component<
  {
    readonly doing: string;
    readonly children: ReactNode;
    /** Before it is tried again. */
    readonly onRetry?: () => void;
  },
  { readonly problem: unknown }
> {
  override state: { readonly problem: unknown } = { problem: undefined };

  static getDerivedStateFromError(problem: unknown): { problem: unknown } {
    return { problem };
  }

  override render(): ReactNode {
    if (this.state.problem === undefined) return this.props.children;
    return (
      <ProblemNotice
        problem={this.state.problem}
        doing={this.props.doing}
        onRetry={() => {
          this.props.onRetry?.();
          this.setState({ problem: undefined });
        }}
      />
    );
  }
}
