// Choosing a square of 300 m on a map, beside the field where its address can be pasted. The map is
// fetched when somebody wants it. Nothing finer than the square is ever in the field.
"use strict";
(() => {
  const { nonce } = document.currentScript;
  const NORTH = 0.003, EAST = 0.004, MOST = 600; // a square, in degrees; squares drawn at once
  const centre = ({ lat, lng }) => [Math.round(lat / NORTH) * NORTH, Math.round(lng / EAST) * EAST];
  const written = (at) => at.map((part) => Number(part.toFixed(3))).join(",");

  function load(address) {
    const sheet = address.includes(".css");
    const made = document.createElement(sheet ? "link" : "script");
    made.nonce = nonce;
    Object.assign(made, sheet ? { rel: "stylesheet", href: address } : { src: address });
    return new Promise((done, failed) => {
      made.addEventListener("load", done);
      made.addEventListener("error", failed);
      document.head.append(made);
    });
  }

  function squares(map, layer) {
    const view = map.getBounds(), [south, west] = centre(view.getSouthWest()), [north, east] = centre(view.getNorthEast());
    layer.clearLayers();
    if (((north - south) / NORTH) * ((east - west) / EAST) > MOST) return;
    for (let lat = south; lat <= north + NORTH / 2; lat += NORTH)
      for (let lng = west; lng <= east + EAST / 2; lng += EAST)
        L.rectangle(window.kaart.cell([lat, lng]), { className: "square", interactive: false }).addTo(layer);
  }

  function pick(place, field, words) {
    const { draw, cell, name } = window.kaart;
    const map = draw(place), grid = L.layerGroup().addTo(map), held = field.value.match(/^(-?[\d.]+), ?(-?[\d.]+)$/);
    const at = held ? [Number(held[1]), Number(held[2])] : words.centre ? words.centre.split(",").map(Number) : null;
    let chosen = null;
    function choose(point) {
      const middle = centre(point);
      chosen?.remove();
      chosen = L.rectangle(cell(middle), { className: "cell-chosen", interactive: false }).addTo(map);
      field.value = written(middle);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      place.nextElementSibling.querySelector("[role=status]").textContent = words.chosen;
    }
    map.on("moveend", () => squares(map, grid));
    map.setView(at ?? [52.2, 5.3], at ? 15 : 9);
    if (held) choose(L.latLng(at));
    if (words.centre) name(map, words.centre.split(",").map(Number), words.ward);
    for (const [north, east, called] of JSON.parse(words.places)) name(map, [north, east], called);
    map.on("click", ({ latlng }) => choose(latlng));
    place.nextElementSibling.querySelector("button").addEventListener("click", () => choose(map.getCenter()));
  }

  function offer(box) {
    const button = box.querySelector("button"), place = box.querySelector(".map"), field = document.getElementById(box.dataset.for);
    box.hidden = false;
    button.addEventListener("click", async () => {
      const words = box.dataset, [first, ...rest] = JSON.parse(words.load);
      try {
        for (const address of [first, ...rest]) await load(address);
      } catch { return; } // the field is there still
      button.parentElement.remove();
      place.hidden = place.nextElementSibling.hidden = false;
      pick(place, field, words);
      place.focus();
    });
  }

  document.querySelectorAll("[data-choose]").forEach(offer);
})();
