/** Many wishes, one act: it runs `ms` after the first wish and takes all that came meanwhile with it, so that a steady stream cannot put it off. */

export interface Gathered {
  wish(): void
  stop(): void
}

export function gathered(act: () => void, ms: number): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined

  function run(): void {
    timer = undefined
    act()
  }

  return {
    wish: () => void (timer ??= setTimeout(run, ms)),
    stop: () => clearTimeout(timer),
  }
}
