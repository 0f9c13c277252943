/** Puts the app into the page. */
import './style/base.css';
import { mount } from 'svelte';
import { startApp } from './live/app.svelte.ts';
import Shell from './shell/Shell.svelte';

startApp();
mount(Shell, { target: document.getElementById('page')! });
