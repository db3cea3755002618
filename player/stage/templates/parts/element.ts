/** Appends a new element whose only content is plain text; every text node of a public screen names its language. */
export function append(parent: HTMLElement, tag: string, lang: string, text: string, className = ""): HTMLElement {
  const element = document.createElement(tag);
  element.lang = lang;
  if (className !== "") element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

/** Appends a new element that only holds others. */
export function appendBox(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}
