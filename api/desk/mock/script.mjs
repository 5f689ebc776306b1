/** The call that the mock server plays: who says what, and what the draft looks like after it. */

const w = (text, confidence = 0.95) => ({ text, confidence })

export const LINES = [
  { leg: 'agent-1', words: [w('您好'), w('江城'), w('一二三四五'), w('请讲')] },
  {
    leg: 'citizen',
    words: [w('你好'), w('我'), w('想'), w('反映'), w('一下'), w('青山区'), w('临江路'), w('的'), w('路灯'), w('不亮')],
    draft: {
      request_type: ['投诉', 0.71],
      urgency: ['一般', 0.9],
      category: ['城乡建设 / 城市建设和市政管理', 0.81],
      place: ['青山区临江路', 0.78],
      title: ['青山区临江路路灯不亮', 0.74],
      body: ['市民反映青山区临江路路灯不亮。', 0.7],
    },
    missing: ['incident_time', 'caller_name'],
  },
  { leg: 'agent-1', words: [w('具体'), w('在'), w('哪'), w('一段'), w('有'), w('多久'), w('了')] },
  {
    leg: 'citizen',
    words: [
      w('就是'), w('翠湖苑', 0.42), w('门口'), w('到'), w('第三'), w('小学'), w('这'), w('一段'),
      w('上'), w('个'), w('星期五'), w('开始'), w('黑'), w('的', 0.51), w('晚上'), w('孩子'), w('下'), w('晚自习'), w('看'), w('不见'), w('路'),
    ],
    draft: {
      place: ['青山区临江路（翠湖苑门口至第三小学）', 0.83],
      incident_time: ['上个星期五开始', 0.86],
      title: ['青山区临江路翠湖苑至第三小学路灯不亮', 0.79],
      body: ['市民反映：青山区临江路翠湖苑门口至第三小学路段，路灯从上个星期五开始不亮，晚上孩子下晚自习看不见路。', 0.76],
    },
    missing: ['caller_name'],
  },
  { leg: 'agent-1', words: [w('明白'), w('请问'), w('您'), w('贵姓'), w('联系'), w('电话'), w('就'), w('用'), w('这个'), w('号码'), w('吗')] },
  {
    leg: 'citizen',
    words: [w('免贵'), w('姓'), w('苏', 0.55), w('就'), w('这个'), w('号码')],
    draft: {
      caller_name: ['苏先生', 0.52],
      callback_number: ['13900001234', 0.88],
    },
    missing: [],
  },
  {
    leg: 'citizen',
    words: [w('你们'), w('尽快'), w('派'), w('人'), w('修'), w('一下'), w('再'), w('晚'), w('要'), w('出'), w('事'), w('的')],
    draft: {
      request_type: ['求助', 0.82],
      body: [
        '市民反映：青山区临江路翠湖苑门口至第三小学路段，路灯从上个星期五开始不亮，晚上孩子下晚自习看不见路，担心出事。诉求：尽快派人维修。',
        0.84,
      ],
    },
    missing: [],
  },
  { leg: 'agent-1', words: [w('好的'), w('我'), w('马上'), w('为'), w('您'), w('登记'), w('请'), w('保持'), w('电话'), w('畅通')] },
]

export const CALLER = '13900001234'
