import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const backend = process.env.LINGTING_DESK_BACKEND ?? 'http://127.0.0.1:18110'

export default defineConfig({
  plugins: [
    vue(),
    components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver()] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target: 'es2022', assetsInlineLimit: 0, license: { fileName: 'licences.md' }, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': { target: backend, ws: true } } },
})
