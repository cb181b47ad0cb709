// How often the page's video has had to wait since it began to play.
window.stalls = 0;
for (const video of document.querySelectorAll('video')) {
  video.addEventListener('playing', () => video.addEventListener('waiting', () => window.stalls++), { once: true });
}
