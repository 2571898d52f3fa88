/** Runs work while no other tab runs any of this name. Where the browser has no such locks, or forbids them, at once. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  try {
    if (navigator.locks)
      return await navigator.locks.request(name, () => {
        begun = true;
        return work();
      });
  } catch (error) {
    if (begun) throw error;
  }
  return work();
}
