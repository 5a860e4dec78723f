"use strict";

/* A step of the slider is a word, so that keyboard and screen reader come to every word as a mouse does. */
const LEAP_S = 5;

function listen(message, sound) {
  const wave = message.querySelector(".wave");
  const head = message.querySelector(".head");
  const play = message.querySelector(".play");
  const clock = message.querySelector(".clock");
  const words = [...message.querySelectorAll(".transcript [data-at]")];
  const starts = words.map((word) => Number(word.dataset.at));
  const span = Number(wave.dataset.span);
  const total = Number(wave.dataset.total);
  let wanted = 0;

  const at = () => (sound.seeking || sound.readyState === 0 ? wanted : sound.currentTime);
  const told = (time) => `${time.toFixed(1)} s`;

  function wordAt(time) {
    const index = starts.findLastIndex((start) => start <= time + 0.001);
    return index >= 0 && time < Number(words[index].dataset.until) ? words[index] : null;
  }

  function show() {
    const time = at();
    const now = wordAt(time);
    head.setAttribute("x1", `${(100 * time) / span}%`);
    head.setAttribute("x2", `${(100 * time) / span}%`);
    clock.textContent = `${told(time)} of ${told(total)}`;
    wave.setAttribute("aria-valuenow", time.toFixed(1));
    wave.setAttribute("aria-valuetext", now ? `${told(time)}: ${now.textContent}` : told(time));
    for (const word of words) word.classList.toggle("now", word === now && !(sound.paused && time === 0));
    play.setAttribute("aria-label", sound.paused ? "Play" : "Pause");
  }

  function follow() {
    show();
    if (!sound.paused) requestAnimationFrame(follow);
  }

  function seek(time) {
    wanted = Math.min(total, Math.max(0, time));
    sound.currentTime = wanted;
    show();
  }

  function hear(time) {
    seek(time);
    start();
  }

  function start() {
    for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
    sound.play().catch(refuse);
  }

  function refuse(error) {
    if (error.name !== "AbortError") clock.textContent = "This browser cannot play the recording.";
  }

  function toggle() {
    if (sound.paused) start();
    else sound.pause();
  }

  function step(by) {
    const time = at();
    const later = starts.find((start) => start > time + 0.01);
    const earlier = starts.findLast((start) => start < time - 0.01);
    seek(by > 0 ? later ?? total : earlier ?? 0);
  }

  const keys = {
    ArrowRight: () => step(1),
    ArrowUp: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => step(-1),
    PageUp: () => seek(at() + LEAP_S),
    PageDown: () => seek(at() - LEAP_S),
    Home: () => seek(0),
    End: () => seek(total),
    " ": toggle,
    Enter: toggle,
  };

  function pointed(event) {
    const box = wave.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * span);
  }

  sound.controls = false;
  play.hidden = clock.hidden = false;
  for (const [name, value] of Object.entries({
    role: "slider", tabindex: "0", "aria-label": "Place in the recording", "aria-valuemin": "0",
    "aria-valuemax": total.toFixed(1),
  })) wave.setAttribute(name, value);

  play.addEventListener("click", toggle);
  wave.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  wave.addEventListener("pointerdown", (event) => wave.setPointerCapture(event.pointerId));
  wave.addEventListener("pointerup", pointed); // a finger that scrolls the page is never lifted from the wave
  wave.addEventListener("pointermove", (event) => {
    if (wave.hasPointerCapture(event.pointerId)) pointed(event);
  });
  message.addEventListener("click", (event) => {
    const place = event.target.closest("[data-at]");
    if (place) hear(Number(place.dataset.at));
  });
  sound.addEventListener("play", follow);
  for (const name of ["pause", "seeked", "ended", "loadedmetadata"]) sound.addEventListener(name, show);
  show();
}

for (const message of document.querySelectorAll(".message")) {
  const sound = message.querySelector("audio");
  if (sound) listen(message, sound);
}
