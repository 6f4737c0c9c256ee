/** Lets each form be sent once; going back to the page makes it ready again. */
export function guardDoubleSubmit(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent !== undefined) {
        event.preventDefault();
        return;
      }
      // Other listeners may still stop this submission: only one that goes through counts.
      queueMicrotask(() => {
        if (!event.defaultPrevented) mark(form, true);
      });
    });
  }
  window.addEventListener('pageshow', () => {
    for (const form of page.querySelectorAll<HTMLFormElement>('form[data-once]')) mark(form, false);
  });
}

function mark(form: HTMLFormElement, sent: boolean): void {
  if (sent) form.dataset.sent = '';
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll('button')) {
    if (sent) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}
