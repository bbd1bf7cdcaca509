import { Button, Choice, Menu, MenuTick, MenuTitle } from "#web/form";
import { type ChartSettings, writeTogether } from "./chart-settings.ts";

const Y_AXES = [
  { value: "", label: "Linear" },
  { value: "log", label: "Log" },
] as const;
const X_AXES = [
  { value: "", label: "Step" },
  { value: "time", label: "Time" },
  { value: "relative", label: "Since start" },
] as const;

/** How the charts of a screen are drawn, to be chosen: smoothing, both axes, and which metrics share one. */
export function ChartControls(props: {
  readonly settings: ChartSettings;
  readonly metrics: readonly string[];
  readonly onChange: (next: Readonly<Record<string, string>>) => void;
}) {
  const { settings, metrics, onChange } = props;
  const { together, smoothing, x } = settings;
  return (
    <span className="ml-auto flex flex-wrap items-center gap-2">
      <label className="flex items-center gap-1.5 text-sm text-ink-soft">
        Smooth
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={smoothing}
          aria-valuetext={smoothing === 0 ? "none" : String(smoothing)}
          className="w-20 accent-accent"
          onChange={(event) =>
            onChange({ smooth: event.target.value === "0" ? "" : event.target.value })
          }
        />
      </label>
      <Choice
        label="Horizontal axis"
        options={X_AXES}
        value={x === "step" ? "" : x}
        // A zoom is told in the axis' own measure.
        onChange={(next) => onChange({ x: next, zoom: "" })}
      />
      <Choice
        label="Vertical axis"
        options={Y_AXES}
        value={settings.log ? "log" : ""}
        onChange={(y) => onChange({ y })}
      />
      {metrics.length > 1 && (
        <Menu trigger={<Button>Together</Button>}>
          <MenuTitle>In one chart</MenuTitle>
          {metrics.map((key) => (
            <MenuTick
              key={key}
              checked={together.includes(key)}
              onChange={(on) =>
                onChange({
                  with: writeTogether(
                    on ? [...together, key] : together.filter((each) => each !== key),
                  ),
                })
              }
            >
              {key}
            </MenuTick>
          ))}
        </Menu>
      )}
    </span>
  );
}
