/**
 * Makes Enter in a field save: a browser presses a form's first button, and that would else be one that only adds a row.
 * Out of sight, and not a stop for Tab.
 */
export function EnterSaves(props: { label: string }) {
  return (
    <button type="submit" class="only-read" name="then" value="save" tabindex={-1}>
      {props.label}
    </button>
  );
}
