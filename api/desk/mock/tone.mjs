/** Half a second of a soft tone as audio/wav (RIFF, 16 bit, 8 kHz, mono): stands for a recording. */

const RATE = 8000

export function tone(response) {
  const samples = RATE / 2
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) wav.writeInt16LE(Math.round(2000 * Math.sin((i * 440 * 2 * Math.PI) / RATE)), 44 + i * 2)
  response.writeHead(200, { 'Content-Type': 'audio/wav' })
  response.end(wav)
}
