import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/theme-chalk/el-message.css'
import './style/theme.css'
import './style/base.css'
import './style/form.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { router } from './router'
import { followSystemTheme } from './shell/theme'

followSystemTheme()
createApp(App).use(createPinia()).use(router).mount('#app')
