#include "daemon/cli/cli.h"

int main(int argc, char** argv) { return newswired::cli::Main(argc, argv); }
