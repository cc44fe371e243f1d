// A photo on its way: made smaller before it goes, with a bar, a way to stop and a way to try again.
// Without this the form sends it all the same.
"use strict";
(() => {
  const SIDE = 1600, SMALL = 500_000; // pixels; bytes that are not worth the work

  async function smaller(file) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < SMALL) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return made && made.size < file.size ? made : file;
    } catch { // what the browser cannot read, the ward's computer judges
      return file;
    }
  }

  function element(name, words, more = {}) {
    const made = document.createElement(name);
    made.append(words);
    return Object.assign(made, more);
  }

  function begin(box) {
    const input = box.querySelector("input[type=file]"), { form } = input, words = box.dataset;
    const shown = element("div", "");
    input.after(shown);

    function stopped(sentence, submitter) {
      const again = element("button", words.again, { type: "button", className: "btn quiet" });
      const said = element("p", element("span", sentence), { className: "err", id: "photo-fout" });
      said.setAttribute("role", "alert");
      again.addEventListener("click", () => form.requestSubmit(submitter));
      shown.replaceChildren(said, again);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", said.id);
      box.querySelector(".field")?.classList.add("wrong");
      form.dispatchEvent(new Event("input")); // it is not sent: keep what was typed
      again.focus();
    }

    function answered(ask, submitter) {
      if (ask.status < 400) return location.assign(ask.responseURL);
      const page = new DOMParser().parseFromString(ask.responseText, "text/html");
      if (!page.getElementById("photo")) return stopped(page.querySelector("h1")?.textContent ?? words.failed, submitter);
      for (const part of ["main", ".drawings"]) document.querySelector(part).replaceWith(page.querySelector(part));
      document.title = page.title;
      document.querySelectorAll("[data-upload]").forEach(begin);
      document.querySelector("[role=alert]")?.focus();
    }

    async function send(submitter) {
      const bar = element("progress", "", { max: 100, value: 0 });
      const stop = element("button", words.stop, { type: "button", className: "btn quiet" });
      const said = element("p", words.busy);
      said.setAttribute("role", "status");
      bar.setAttribute("aria-label", words.busy);
      shown.replaceChildren(said, bar, stop);
      const data = new FormData(form), [file] = input.files;
      if (submitter?.name) data.append(submitter.name, submitter.value);
      const ask = new XMLHttpRequest();
      stop.addEventListener("click", () => { ask.abort(); stopped(words.stopped, submitter); });
      const made = await smaller(file);
      if (!stop.isConnected) return;
      data.set("photo", made, file.name);
      ask.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = (100 * loaded) / total; });
      ask.addEventListener("load", () => answered(ask, submitter));
      ask.addEventListener("error", () => stopped(words.failed, submitter));
      ask.open("POST", form.getAttribute("action") ?? location.href);
      ask.send(data);
    }

    form.addEventListener("submit", (event) => {
      if (!input.files.length || event.defaultPrevented) return;
      event.preventDefault();
      send(event.submitter);
    });
  }

  document.querySelectorAll("[data-upload]").forEach(begin);
})();
