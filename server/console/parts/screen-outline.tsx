import { shapeOf } from "./stage-frame.tsx";

/** The screen's true outline, small: lying, standing or a strip. */
export function ScreenOutline(props: { widthPx: number; heightPx: number }) {
  const size = { wide: [18, 10], tall: [9, 15], strip: [22, 7] }[shapeOf(props.widthPx, props.heightPx)];
  const [width = 18, height = 10] = size;
  return (
    <svg class="outline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <rect width={width} height={height} fill="currentColor" />
    </svg>
  );
}
