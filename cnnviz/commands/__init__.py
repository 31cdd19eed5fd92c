"""What the command line can do, one command in each file; `cnnviz.cli` picks one."""
