import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/States";
import { useText } from "./text";

interface Props {
  children: ReactNode;
}

/** Keeps what breaks inside from taking everything with it; what was typed is in the session's storage. */
export class Fence extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const text = useText();
  return (
    <EmptyState
      icon={CircleAlert}
      title={text("broken")}
      action={
        <Button look="primary" onClick={() => location.reload()}>
          {text("reload")}
        </Button>
      }
    >
      <p>{text("broken-words")}</p>
    </EmptyState>
  );
}
