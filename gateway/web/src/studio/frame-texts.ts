/** Texts of what the studio and the admin's page have in common: the header, signing in, dialogs and errors. */

interface FrameTexts {
  readonly [key: string]: unknown;
  readonly problems: Readonly<Record<string, string>>;
  readonly problemOurs: string;
  readonly problemDetail: (known: string, detail: string) => string;
  readonly problemRateLimitedFor: (seconds: number) => string;
  readonly cancel: string;
  readonly copy: string;
  readonly copied: string;
  readonly selectToCopy: string;
}

const en = {
  skip: 'Skip to the content',
  navigation: 'Main',
  liveNow: 'Live now',
  studio: 'Studio',
  admin: 'Admin',
  apiDocs: 'API',
  signIn: 'Sign in',
  signInText: 'With your Headwater account.',
  signOut: 'Sign out',
  username: 'User name',
  password: 'Password',
  loading: 'Loading…',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  selectToCopy: 'Selected: press Ctrl+C to copy',
  showMore: 'Show more',
  roles: { admin: 'Admin', broadcaster: 'Broadcaster', viewer: 'Viewer' },
  problemOurs: 'Something went wrong in this page. Load it again.',
  problemDetail: (known: string, detail: string) => `${known} (${detail})`,
  problemRateLimitedFor: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`,
  problems: {
    invalid_request: 'This was not accepted.',
    malformed_json: 'The API could not read this request.',
    unknown_property: 'The API does not know a part of this request.',
    invalid_cursor: 'This list has changed. Load the page again.',
    not_supported_yet: 'Headwater does not support this yet.',
    unauthenticated: 'You are signed out. Sign in again.',
    invalid_credentials: 'User name or password is wrong.',
    forbidden: 'Your account may not do this.',
    not_found: 'This does not exist, or it is not yours.',
    conflict: 'This cannot be done now.',
    username_taken: 'There is a user of this name already.',
    body_too_large: 'This is too large.',
    stream_disabled: 'The stream is disabled.',
    stream_ended: 'The stream has ended.',
    stream_not_live: 'The stream is not live.',
    rate_limited: 'Too many attempts. Try again in a moment.',
    unavailable: 'A part of Headwater is away. Try again in a moment.',
    internal: 'Something went wrong at the server.',
    unreachable: 'The server does not answer. Check your connection and try again.',
  } as Record<string, string>,
};

const zh: typeof en = {
  skip: '跳到内容',
  navigation: '主导航',
  liveNow: '正在直播',
  studio: '工作室',
  admin: '管理',
  apiDocs: 'API',
  signIn: '登录',
  signInText: '使用您的 Headwater 账号。',
  signOut: '退出登录',
  username: '用户名',
  password: '密码',
  loading: '加载中…',
  cancel: '取消',
  close: '关闭',
  copy: '复制',
  copied: '已复制',
  selectToCopy: '已选中，按 Ctrl+C 复制',
  showMore: '显示更多',
  roles: { admin: '管理员', broadcaster: '主播', viewer: '观众' },
  problemOurs: '页面出错了，请重新加载。',
  problemDetail: (known: string, detail: string) => `${known}（${detail}）`,
  problemRateLimitedFor: (seconds: number) => `尝试次数过多，请在 ${seconds} 秒后再试。`,
  problems: {
    invalid_request: '填写的内容未被接受。',
    malformed_json: 'API 无法读取此请求。',
    unknown_property: 'API 不认识请求中的某一项。',
    invalid_cursor: '列表已变化，请重新加载页面。',
    not_supported_yet: 'Headwater 暂不支持此功能。',
    unauthenticated: '您已退出登录，请重新登录。',
    invalid_credentials: '用户名或密码错误。',
    forbidden: '您的账号无权执行此操作。',
    not_found: '它不存在，或不属于您。',
    conflict: '现在无法执行此操作。',
    username_taken: '该用户名已被使用。',
    body_too_large: '内容过大。',
    stream_disabled: '该直播已停用。',
    stream_ended: '该直播已结束。',
    stream_not_live: '该直播不在直播中。',
    rate_limited: '尝试次数过多，请稍后再试。',
    unavailable: 'Headwater 的一部分暂时不可用，请稍后再试。',
    internal: '服务器出错了。',
    unreachable: '服务器没有响应，请检查网络后重试。',
  },
};

export const frameTexts = { en, zh } satisfies Record<'en' | 'zh', FrameTexts>;
