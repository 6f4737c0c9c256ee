/** The first stop of the Tab key: past the top bar and the navigation, to what the page is about. */
export const SkipLink = () => (
  <button
    type="button"
    className="rs-skip"
    onClick={() => {
      const main = document.querySelector('main');
      if (!main) return;
      main.tabIndex = -1;
      main.focus();
    }}
  >
    Skip to the main part
  </button>
);
