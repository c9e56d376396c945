/** A little work for each booking, done while its owner types. SHA-256 is written out because browsers keep theirs for pages over TLS. */

const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
const fraction = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0
const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const rounds = primes.map((prime) => fraction(Math.cbrt(prime)))

/** The first 32 bits of the SHA-256 of these ASCII letters. */
export function firstBits(text: string): number {
  const length = text.length
  const words = new Int32Array((((length + 8) >> 6) + 1) << 4)
  for (let i = 0; i < length; i++) words[i >> 2] = (words[i >> 2] as number) | (text.charCodeAt(i) << (24 - (i % 4) * 8))
  words[length >> 2] = (words[length >> 2] as number) | (0x80 << (24 - (length % 4) * 8))
  words[words.length - 1] = length * 8
  const state = Int32Array.from(start)
  const w = new Int32Array(64)
  const at = (list: ArrayLike<number>, i: number) => list[i] as number
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = at(words, block + i)
      else {
        const x = at(w, i - 15)
        const y = at(w, i - 2)
        w[i] = at(w, i - 16) + at(w, i - 7) + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(rounds, i) + at(w, i)) | 0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) + value
  }
  return at(state, 0) >>> 0
}

const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by))

/** The number that shows the work for this ticket and booking; the page stays alive meanwhile. */
export async function workedOut(ticket: string, clientId: string, bits: number): Promise<number> {
  const least = 2 ** (32 - bits)
  for (let proof = 0; ; proof++) {
    if (firstBits(`${ticket}:${clientId}:${proof}`) < least) return proof
    if (proof % 256 === 255) await new Promise((resolve) => setTimeout(resolve))
  }
}
